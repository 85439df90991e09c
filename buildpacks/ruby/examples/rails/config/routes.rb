Rails.application.routes.draw do
  root "pages#hello"
end
